import numpy as np

np.random.seed(42)

def one_hot(y,classes):
    n=len(y)
    result=np.zeros([n,classes])
    for i in range(n):
        result[i][y[i]]=1
    return result

def relu(x):
    result=np.array(x)
    result[result<0]=0
    return result

def softmax(z):
    result=[]
    for row in z:
        temp=np.exp(row-np.max(row))
        result.append(temp/np.sum(temp))
    return np.array(result)

def cross_entropy(p,y):
    n=len(y)
    loss=0
    for i in range(n):
        loss=loss-np.log(p[i][y[i]])
    loss=loss/n
    return loss

def affine(X,W,b):
    return np.dot(X,W)+b

def standardise(X):
    mean=np.mean(X,axis=0)
    std=np.std(X,axis=0)
    X=(X-mean)/std
    return X

def scores(parameters,X):
    W1=parameters[0]
    b1=parameters[1]
    W2=parameters[2]
    b2=parameters[3]
    a1=np.dot(X,W1)+b1
    h1=relu(a1)
    a2=np.dot(h1,W2)+b2
    return a2

def accuracy(z,y):
    count=0
    for i in range(len(y)):
        if np.argmax(z[i])==y[i]:
            count=count+1
    return count/len(y)

def softmax_gradient(upstream,z):
    p=softmax(z)
    n,c=z.shape
    result=np.zeros([n,c])
    for i in range(n):
        dot=np.sum(upstream[i]*p[i])
        for j in range(c):
            result[i][j]=p[i][j]*(upstream[i][j]-dot)
    return result

def loss_and_gradients(parameters,X,y):
    W1=parameters[0]
    b1=parameters[1]
    W2=parameters[2]
    b2=parameters[3]
    n=X.shape[0]
    #forward
    a1=np.dot(X,W1)+b1
    h1=relu(a1)
    a2=np.dot(h1,W2)+b2
    p=softmax(a2)
    loss=cross_entropy(p,y)
    #backward
    da2=(p-one_hot(y,W2.shape[1]))/n
    dW2=np.dot(h1.T,da2)
    db2=np.sum(da2,axis=0)
    dh1=np.dot(da2,W2.T)
    da1=dh1*(a1>0)
    dW1=np.dot(X.T,da1)
    db1=np.sum(da1,axis=0)
    return loss,(dW1,db1,dW2,db2)

def train(X,y,classes,rng):
    n=X.shape[0]
    W1=rng.normal(size=(X.shape[1],20))*0.1
    b1=np.zeros(20)
    W2=rng.normal(size=(20,classes))*0.1
    b2=np.zeros(classes)
    lr=0.5
    for epoch in range(18):
        lr=lr*0.85
        index=rng.permutation(n)
        for i in range(0,n,32):
            Xb=X[index[i:i+32]]
            yb=y[index[i:i+32]]
            loss,grads=loss_and_gradients((W1,b1,W2,b2),Xb,yb)
            W1=W1-lr*grads[0]
            b1=b1-lr*grads[1]
            W2=W2-lr*grads[2]
            b2=b2-lr*grads[3]
    return (W1,b1,W2,b2)
